// Entries of an edition are put in order by drag; the arrows beside them do the same without scripts.

const form = document.querySelector("form[data-order]");
const list = form?.querySelector("ol");
let held = null;

const send = () => {
  for (const entry of list.querySelectorAll("[data-entry]")) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "order", value: entry.dataset.entry });
    form.append(field);
  }
  form.submit();
};

for (const entry of list?.querySelectorAll("[data-entry]") ?? []) {
  entry.draggable = true;
  entry.addEventListener("dragstart", (event) => {
    held = entry;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entry.dataset.entry);
  });
  entry.addEventListener("dragover", (event) => {
    if (!held || held === entry) return;
    event.preventDefault();
    const middle = entry.getBoundingClientRect().top + entry.offsetHeight / 2;
    entry[event.clientY < middle ? "before" : "after"](held);
  });
  entry.addEventListener("dragend", () => held && (held = null, send()));
}
