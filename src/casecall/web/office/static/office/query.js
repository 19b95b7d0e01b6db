// The query line in colour: its conditions turn indigo as they are typed. Without scripts it is plain and works as well.
"use strict";
(() => {
  for (const input of document.querySelectorAll("[data-query]")) {
    const keys = new Set(input.dataset.query.split(" "));
    const mirror = document.createElement("span");
    mirror.className = "query-mirror";
    mirror.setAttribute("aria-hidden", "true");
    input.after(mirror);
    const draw = () => {
      const line = document.createElement("span");
      for (const piece of input.value.split(/(\s+)/)) {
        const found = /^([^:：]+[:：])(.*)$/su.exec(piece);
        if (found && keys.has(found[1].slice(0, -1))) {
          const key = document.createElement("b");
          key.textContent = found[1];
          line.append(key, found[2]);
        } else line.append(piece);
      }
      mirror.replaceChildren(line);
      input.classList.toggle("is-mirrored", input.value !== "");
      follow();
    };
    const follow = () => { mirror.scrollLeft = input.scrollLeft; };
    input.addEventListener("input", draw);
    input.addEventListener("scroll", follow);
    input.addEventListener("keyup", follow);
    draw();
  }
})();
