// What a topic page does on this device: text size and colours, remembered; copying; and what is loaded on use.
(() => {
  "use strict";
  const root = document.documentElement, base = document.currentScript.src.replace(/[^/]*$/, "");
  const all = (what) => document.querySelectorAll(what);
  const keep = {
    get(key) { try { return localStorage.getItem("topic-" + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("topic-" + key, value); } catch { /* private window */ } },
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const words = { size: ["plain", "large"], huge: ["no", "yes"], shade: ["light", "dark"] };
  const on = (key) => (root.dataset[key] || (key === "shade" && dark.matches ? "dark" : "")) === words[key][1];
  const show = () => all("[data-switch]").forEach((one) => one.setAttribute("aria-pressed", on(one.dataset.switch)));
  const turn = (key, yes) => { root.dataset[key] = words[key][+yes]; keep.set(key, root.dataset[key]); };
  for (const key in words) {
    const kept = keep.get(key);
    if (kept) root.dataset[key] = kept;
  }
  for (const one of all("[data-switch]")) {
    const key = one.dataset.switch;
    one.addEventListener("click", () => {
      turn(key, !on(key));
      if (key === "size" && !on(key)) turn("huge", false);
      show();
    });
    one.parentElement.hidden = false;
  }
  dark.addEventListener("change", show);
  show();

  const load = (one) => {
    if (one.dataset.loaded) return;
    one.dataset.loaded = "yes";
    const script = document.createElement("script");
    script.src = base + one.dataset.needs + ".js";
    document.head.append(script);
  };
  for (const one of all("form[data-needs]")) {
    one.hidden = false;
    all("[data-plain]").forEach((plain) => { plain.hidden = true; });
    one.addEventListener("focusin", () => load(one));
    one.addEventListener("submit", (event) => event.preventDefault());
    if (new URLSearchParams(location.search).get("q")) load(one);
  }
  const voices = window.speechSynthesis;
  const aloud = document.querySelector("[data-needs=aloud]");
  const speaks = () => { aloud.hidden = !voices.getVoices().some((one) => /^zh/i.test(one.lang)); };
  if (voices && aloud) {
    speaks();
    voices.addEventListener?.("voiceschanged", speaks);
    aloud.addEventListener("click", () => load(aloud));
  }

  const today = new Date().toLocaleDateString("sv"); // as 2026-11-25
  for (const one of all("[data-today]")) one.textContent = `[${today}]`;
  if (navigator.clipboard) for (const one of all("[data-copy]")) {
    one.hidden = false;
    one.addEventListener("click", async () => {
      const what = one.dataset.copy;
      const text = what ? document.querySelector(what).textContent : location.href.split("#")[0];
      document.querySelector(".cite .said").textContent =
        await navigator.clipboard.writeText(text).then(() => "已复制。", () => "未能复制，请选中后复制。");
    });
  }
})();
