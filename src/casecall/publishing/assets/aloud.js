// Reads a case aloud, sentence by sentence, and marks the paragraph that is read; loaded when first asked for.
(() => {
  "use strict";
  const button = document.querySelector("[data-needs=aloud]");
  const parts = [...document.querySelectorAll(".story h1, .story > header .unit, .text p")];
  const sentences = parts.flatMap((part) => (part.textContent.match(/[^。！？；]+[。！？；]?[”’）]*/g) || []).map((text) => ({ part, text })));
  let at = -1;
  const mark = (part) => parts.forEach((one) => one.classList.toggle("now", one === part));
  const stop = () => {
    at = -1;
    speechSynthesis.cancel();
    mark(null);
    button.setAttribute("aria-pressed", "false");
  };
  const read = (n) => {
    if (n >= sentences.length) return stop();
    at = n;
    mark(sentences[n].part);
    const words = new SpeechSynthesisUtterance(sentences[n].text);
    words.lang = "zh-CN";
    words.voice = speechSynthesis.getVoices().find((one) => /^zh[-_]CN/i.test(one.lang)) || null;
    words.onend = () => { if (at === n) read(n + 1); };
    words.onerror = () => { if (at === n) stop(); };
    speechSynthesis.speak(words);
  };
  const turn = () => {
    if (at >= 0) return stop();
    button.setAttribute("aria-pressed", "true");
    speechSynthesis.cancel();
    read(0);
  };
  button.addEventListener("click", turn);
  addEventListener("pagehide", stop);
  addEventListener("keydown", (event) => { if (event.key === "Escape" && at >= 0) stop(); });
  turn();
})();
