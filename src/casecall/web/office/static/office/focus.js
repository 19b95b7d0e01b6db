// The point of a photo that stays when it is cropped: a click on the picture fills the two numbers, which do without scripts.

const mark = (image, across, down) => {
  const box = shown(image);
  const dot = image.parentElement.querySelector("[data-dot]");
  dot.hidden = false;
  Object.assign(dot.style, { left: `${box.left + box.width * across}px`, top: `${box.top + box.height * down}px` });
};

// Where the picture itself lies inside of its box, which it may not fill.
const shown = (image) => {
  const scale = Math.min(image.clientWidth / image.naturalWidth, image.clientHeight / image.naturalHeight);
  const width = image.naturalWidth * scale, height = image.naturalHeight * scale;
  return {
    left: image.offsetLeft + (image.clientWidth - width) / 2, top: image.offsetTop + (image.clientHeight - height) / 2,
    width, height,
  };
};

for (const fields of document.querySelectorAll("[data-focus]")) {
  const item = fields.closest("li");
  const image = item.querySelector("img");
  const [across, down] = fields.querySelectorAll("input");
  const dot = Object.assign(document.createElement("span"), { ariaHidden: "true", hidden: true });
  dot.dataset.dot = "";
  Object.assign(dot.style, {
    position: "absolute", width: "14px", height: "14px", margin: "-7px 0 0 -7px", borderRadius: "50%",
    border: "2px solid #fff", boxShadow: "0 0 0 2px #1c1c1c", pointerEvents: "none",
  });
  item.style.position = "relative";
  item.append(dot);
  item.querySelector("[data-focus-hint]").hidden = false;
  image.style.cursor = "crosshair";
  const draw = () => image.naturalWidth && mark(image, across.value / 100, down.value / 100);
  image.addEventListener("click", (event) => {
    const box = shown(image), frame = image.getBoundingClientRect();
    const part = (at, from, size) => Math.round(100 * Math.min(1, Math.max(0, (at - from) / size)));
    across.value = part(event.clientX - frame.left + image.offsetLeft, box.left, box.width);
    down.value = part(event.clientY - frame.top + image.offsetTop, box.top, box.height);
    draw();
  });
  for (const field of [across, down]) field.addEventListener("input", draw);
  image.addEventListener("load", draw);
  addEventListener("resize", draw);
  draw();
}
