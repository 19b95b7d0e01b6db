// Helps with the forms of a unit, which work without it: photos are shown, too large an upload is said before it is sent,
// one click sends once, and a page with something typed is not left by mistake.

const MEGABYTE = 1024 * 1024;

function showPhoto(input) {
  const slot = input.closest(".slot");
  slot.querySelector("img")?.remove();
  const [file] = input.files;
  if (!file || !/^image\/(jpeg|png|webp|gif)$/.test(file.type)) return;
  const image = new Image();
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.onload = () => URL.revokeObjectURL(image.src);
  slot.append(image);
}

function weight(form) {
  return [...form.querySelectorAll('input[type="file"]')].flatMap((input) => [...input.files]).reduce((sum, file) => sum + file.size, 0);
}

function sayTooLarge(form, most) {
  form.querySelector(".too-large")?.remove();
  const says = document.createElement("p");
  says.className = "says fault too-large";
  says.setAttribute("role", "alert");
  says.textContent = `所选文件合计 ${Math.ceil(weight(form) / MEGABYTE)} MB，超过 ${Math.floor(most / MEGABYTE)} MB 的上限。请减少文件，或把照片另存小些。`;
  form.querySelector('[type="submit"]').before(says);
}

for (const input of document.querySelectorAll('.slot input[type="file"]')) {
  input.addEventListener("change", () => showPhoto(input));
}

for (const form of document.querySelectorAll("form[data-most]")) {
  const most = Number(form.dataset.most);
  const button = form.querySelector('[type="submit"]');
  const says = button.textContent;
  let sent = false;
  let touched = false;
  form.addEventListener("input", () => { touched = true; });
  addEventListener("beforeunload", (event) => {
    if (touched && !sent) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (weight(form) > most) {
      event.preventDefault();
      sayTooLarge(form, most);
    } else if (sent) {
      event.preventDefault();
    } else {
      sent = true;
      button.setAttribute("aria-disabled", "true");
      button.textContent = "正在提交…";
    }
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent = false;
    button.removeAttribute("aria-disabled");
    button.textContent = says;
  });
}
