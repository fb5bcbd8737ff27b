// data-flash="<key>": flashes once when the text differs from what this tab last saw under the key.
export function attach(element) {
  const key = `flash:${element.dataset.flash}`;
  const text = element.textContent.trim();
  const before = sessionStorage.getItem(key);
  if (before !== null && before !== text) element.classList.add("flash-once");
  sessionStorage.setItem(key, text);
}
