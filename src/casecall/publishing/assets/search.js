// Searches the index that lies beside the topic, as one types; loaded when the field is first used.
(() => {
  "use strict";
  const AT_ONCE = 10, PAUSE = 120;
  const here = document.currentScript.src;
  const form = document.querySelector("form[data-needs=search]");
  const field = form.q, said = form.querySelector(".said"), list = form.querySelector(".found");
  const more = form.querySelector("button");
  let engine, asked = 0, results = [], shown = 0, timer;

  const load = async () => {
    engine ??= import(new URL("../pagefind/pagefind.js", here).href);
    return engine;
  };
  // an excerpt is escaped text with <mark> round what was found: it is taken apart, never put in as markup
  const plain = (text) => new DOMParser().parseFromString(text, "text/html").body.textContent;
  const marked = (excerpt, into) => {
    for (const part of excerpt.split(/(<mark>.*?<\/mark>)/)) {
      const found = part.startsWith("<mark>");
      const words = plain(found ? part.slice(6, -7) : part);
      into.append(found ? Object.assign(document.createElement("mark"), { textContent: words }) : words);
    }
    return into;
  };
  const row = ({ url, meta, excerpt, raw_url }) => {
    const item = document.createElement("li"), link = document.createElement("a");
    const address = new URL((raw_url || url).replace(/^.*\/(cases\/)/, "$1"), new URL("../", here));
    link.href = address.pathname.endsWith("/") ? address.href + "index.html" : address.href;
    marked(meta.heading || meta.title, link);
    item.append(link, marked(excerpt, document.createElement("p")));
    if (meta.unit) item.append(Object.assign(document.createElement("p"), { className: "unit", textContent: meta.unit }));
    return item;
  };
  const next = async (turn) => {
    const part = await Promise.all(results.slice(shown, shown + AT_ONCE).map((one) => one.data()));
    if (turn !== asked) return;
    shown += part.length;
    list.append(...part.map(row));
    more.hidden = shown >= results.length;
  };
  const search = async () => {
    const turn = ++asked, words = field.value.trim();
    if (!words) {
      list.replaceChildren();
      said.textContent = "";
      more.hidden = true;
      return;
    }
    try {
      const found = await (await load()).search(words);
      if (turn !== asked) return;
      results = found.results;
      shown = 0;
      list.replaceChildren();
      said.textContent = results.length ? `找到 ${results.length} 个案例` : "没有找到，请换一个词语。";
      await next(turn);
    } catch {
      engine = undefined;
      said.textContent = location.protocol === "file:"
        ? "从文件夹直接打开时不能搜索，请放到网站上使用，或按主题、地区、单位查找。"
        : "搜索没有载入，请稍后再试，或按主题、地区、单位查找。";
    }
  };
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, PAUSE); });
  form.addEventListener("submit", () => { clearTimeout(timer); search(); });
  more.addEventListener("click", () => next(asked));
  const given = new URLSearchParams(location.search).get("q");
  if (given && !field.value) field.value = given;
  if (field.value) search();
  else load().catch(() => { engine = undefined; });
})();
