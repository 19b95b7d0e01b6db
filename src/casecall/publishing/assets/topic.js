// The two switches of a topic page, 长辈版 and 深色, remembered on this device; the page is whole without them.
(() => {
  "use strict";
  const root = document.documentElement;
  const keep = {
    get(key) { try { return localStorage.getItem("topic-" + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("topic-" + key, value); } catch { /* private window */ } },
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const on = {
    size: () => root.dataset.size === "large",
    shade: () => (root.dataset.shade || (dark.matches ? "dark" : "light")) === "dark",
  };
  const turn = {
    size: (yes) => { root.dataset.size = yes ? "large" : "plain"; return root.dataset.size; },
    shade: (yes) => { root.dataset.shade = yes ? "dark" : "light"; return root.dataset.shade; },
  };
  const show = () => buttons.forEach((one) => one.setAttribute("aria-pressed", String(on[one.dataset.switch]())));
  const buttons = document.querySelectorAll("[data-switch]");
  for (const key of ["size", "shade"]) {
    const kept = keep.get(key);
    if (kept) root.dataset[key] = kept;
  }
  for (const one of buttons) {
    const key = one.dataset.switch;
    one.addEventListener("click", () => { keep.set(key, turn[key](!on[key]())); show(); });
    one.parentElement.hidden = false;
  }
  dark.addEventListener("change", show);
  show();
})();
