// 字数 as the form counts it (src/casepaper/counting/words.py), live beside the text area; tested against its table.

const EAST_ASIAN =
  "\\u1100-\\u11ff\\u2e80-\\u2fff\\u3001-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe10-\\ufe1f\\ufe30-\\ufe6f" +
  "\\uff01-\\uffdc\\uffe0-\\uffe6\\u{20000}-\\u{3ffff}";
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/gu;
const COUNTED = new RegExp(`[${EAST_ASIAN}]|[^${EAST_ASIAN}\\s]+`, "gu");

export function countWords(text) {
  return (text.replace(UNSEEN, "").match(COUNTED) ?? []).length;
}

for (const area of document.querySelectorAll("textarea[data-count]")) {
  const place = document.querySelector(`[data-counter="${area.id}"]`);
  const output = place.querySelector("output");
  const show = () => {
    const count = countWords(area.value);
    output.value = String(count);
    place.parentElement.classList.toggle("over", count > Number(area.dataset.count));
  };
  place.hidden = false;
  area.addEventListener("input", show);
  show();
}
