// Fills longitude and latitude from a tap on the drawing of spaces, or from where the phone is (WGS 84).
const PLACES = 6;

function put(form, longitude, latitude) {
  form.elements.longitude.value = longitude.toFixed(PLACES);
  form.elements.latitude.value = latitude.toFixed(PLACES);
}

function pick(svg, form) {
  const mark = svg.querySelector("[data-place-mark]");
  svg.addEventListener("click", (event) => {
    event.preventDefault();
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const { west, north, perX, perY } = svg.dataset;
    put(form, Number(west) + spot.x * Number(perX), Number(north) - spot.y * Number(perY));
    mark.setAttribute("transform", `translate(${spot.x} ${spot.y})`);
    mark.removeAttribute("display");
  });
}

function locate(button, says, form) {
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        put(form, coords.longitude, coords.latitude);
        says.textContent = says.dataset.found.replace("{metres}", Math.round(coords.accuracy));
      },
      () => { says.textContent = says.dataset.failed; },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}

export function attach(box) {
  const form = box.closest("form");
  const svg = box.querySelector("svg");
  if (svg) pick(svg, form);
  const button = box.querySelector("[data-place-locate]");
  if (navigator.geolocation) locate(button, box.querySelector("[data-place-says]"), form);
}
