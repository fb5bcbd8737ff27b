// [data-counter]: − and + beside a number of things. [data-counts-with] by its name holds the same number, wherever on the
// page it stands; both begin anew once an answer was put away ("scanned").
const MOST = 999;

export function attach(counter) {
  const field = counter.querySelector("input");

  function share() {
    document.querySelectorAll(`[data-counts-with="${field.name}"]`).forEach((other) => { other.value = field.value; });
  }

  function put(value) {
    field.value = value;
    share();
  }

  counter.addEventListener("click", ({ target }) => {
    const step = target.closest("[data-count]")?.dataset.count;
    if (step !== undefined) put(Math.min(Math.max((Number(field.value) || 0) + Number(step), 0), MOST));
  });
  field.addEventListener("input", share);
  document.addEventListener("htmx:afterSettle", share); // the list beside it may have come anew
  document.body.addEventListener("scanned", () => put(""));
  counter.querySelectorAll("[data-count]").forEach((button) => { button.hidden = false; });
  share();
}
