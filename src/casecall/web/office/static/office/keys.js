// Keys of the office: j k Enter x / in lists, and whatever carries data-key; off by choice, and never while one types.
"use strict";
(() => {
  const OFF = "keys-off";
  const list = () => document.querySelector("[data-list]");
  const rows = () => [...(list()?.querySelectorAll("[data-item]") ?? [])];
  const current = () => document.querySelector("[data-item].is-current");
  const typing = (at) => at.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  const go = (row) => {
    if (!row) return;
    current()?.classList.remove("is-current");
    row.classList.add("is-current");
    row.scrollIntoView({ block: "nearest" });
    if (row.tabIndex === 0) row.focus({ preventScroll: true });
    row.dispatchEvent(new CustomEvent("office:current", { bubbles: true }));
  };

  const step = (by) => {
    const all = rows();
    const at = all.indexOf(current());
    go(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  };

  const use = (what) => {
    if (what.matches("input:not([type=checkbox]), textarea, select")) return what.focus();
    what.click();
    const opened = what.closest("details[open]");
    opened?.querySelector("textarea, input:not([type=hidden]), select")?.focus();
  };

  const act = (key) => {
    const box = list();
    if (box?.dataset.next.split(" ").includes(key)) return step(1), true;
    if (box?.dataset.prev.split(" ").includes(key)) return step(-1), true;
    const named = CSS.escape(key);
    const what = current()?.querySelector(`[data-item-key="${named}"]`) ?? document.querySelector(`[data-key="${named}"]`);
    if (what) return use(what), true;
    return false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (localStorage.getItem(OFF) || (event.key === "Enter" && event.target.closest("a, button, summary"))) return;
    if (act(event.key)) event.preventDefault();
  });

  // a list that is drawn anew keeps what was picked and where one was
  let kept = null;
  document.addEventListener("htmx:beforeSwap", () => {
    kept = { at: current()?.dataset.item, picked: new Set([...document.querySelectorAll("[data-item] input:checked")].map((one) => one.value)) };
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (!kept) return;
    for (const box of document.querySelectorAll("[data-item] input[type=checkbox]")) box.checked = kept.picked.has(box.value);
    rows().find((row) => row.dataset.item && row.dataset.item === kept.at)?.classList.add("is-current");
    count();
  });

  // how many are picked, and all of them at once
  const count = () => {
    const picked = document.querySelectorAll("[data-item] input:checked").length;
    for (const where of document.querySelectorAll("[data-picked]")) where.textContent = picked;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) for (const box of document.querySelectorAll("[data-item] input[type=checkbox]")) box.checked = event.target.checked;
    count();
  });

  for (const choice of document.querySelectorAll("[data-keys-choice]")) {
    const say = () => (choice.textContent = localStorage.getItem(OFF) ? "快捷键：关" : "快捷键：开");
    choice.hidden = false;
    choice.addEventListener("click", () => (localStorage.getItem(OFF) ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"), say()));
    say();
  }
  document.querySelector("[data-item].is-doubt")?.classList.add("is-current");
  count();
})();
