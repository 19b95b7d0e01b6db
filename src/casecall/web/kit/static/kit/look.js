// Changes size and colours in place where a page holds something typed; without it the same links load the page anew.

const root = document.documentElement;

function choose(link, address) {
  for (const name of ["size", "scheme"]) {
    if (!address.searchParams.has(name)) continue;
    const value = address.searchParams.get(name);
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
  }
  if (address.searchParams.has("size")) {
    const large = root.dataset.size === "large";
    link.textContent = large ? "标准版" : "长辈版";
    address.searchParams.set("size", large ? "" : "large");
    link.href = address;
  } else {
    for (const other of link.parentElement.children) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
  }
}

for (const link of document.querySelectorAll('a[href*="/look/?"]')) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const address = new URL(link.href);
    fetch(link.href, { redirect: "manual" });
    choose(link, address);
  });
}
