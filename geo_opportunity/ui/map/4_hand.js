// What the hand does to a map: drag, wheel, pinch, keys and presses. A press is the browser's own click event, which
// comes whatever the speed of the machine.

const DRAG = 4; // pixels from which on a press is a drag
const STEP = 80; // pixels a key moves the map
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// map: {root, canvas, moveBy(dx, dy), zoomAt(x, y, factor), home(), hover(x, y) or hover(), press(x, y), middle()}
function listen(map) {
  const { canvas } = map;
  const held = new Map(); // pointer -> [x, y]
  let from = null; // where the first pointer went down
  let dragged = false;
  let apart = 0;
  map.root.classList.toggle("go-map-no-full", !document.fullscreenEnabled); // an iPhone, a frame that may not
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const spread = () => {
    const [a, b] = [...held.values()];
    return [Math.hypot(a[0] - b[0], a[1] - b[1]), (a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    held.set(event.pointerId, at(event));
    if (held.size === 1) {
      [from, dragged] = [at(event), false];
    } else {
      dragged = true;
      apart = spread()[0];
    }
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = at(event);
    const before = held.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") map.hover(...now);
      return;
    }
    if (held.size === 2) {
      const [, x0, y0] = spread();
      held.set(event.pointerId, now);
      const [wide, x, y] = spread();
      map.moveBy(x - x0, y - y0);
      map.zoomAt(x, y, wide / apart);
      apart = wide;
      return;
    }
    if (!dragged && Math.hypot(now[0] - from[0], now[1] - from[1]) <= DRAG) return;
    if (event.pointerType === "touch") return; // one finger scrolls the page, two move the map
    if (!dragged) canvas.setPointerCapture(event.pointerId);
    dragged = true;
    held.set(event.pointerId, now);
    map.hover();
    map.moveBy(now[0] - before[0], now[1] - before[1]);
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(name, (event) => held.delete(event.pointerId));
  }
  canvas.addEventListener("pointerleave", () => map.hover());
  canvas.addEventListener("click", (event) => {
    if (!dragged) map.press(...at(event));
    dragged = false;
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 18 : 1;
      map.zoomAt(...at(event), 2 ** (-Math.max(-200, Math.min(200, event.deltaY * lines)) / 260));
    },
    { passive: false },
  );
  canvas.addEventListener("dblclick", (event) => map.zoomAt(...at(event), 2));
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = KEYS[event.key];
    if (way) map.moveBy(-way[0] * STEP, -way[1] * STEP);
    else if (event.key === "+" || event.key === "=") map.zoomAt(...map.middle(), 1.5);
    else if (event.key === "-" || event.key === "_") map.zoomAt(...map.middle(), 1 / 1.5);
    else if (event.key === "0" || event.key === "Home") map.home();
    else if (event.key === "Enter" || event.key === " ") map.press(...map.middle());
    else return;
    event.preventDefault();
    map.keyed();
  });
  canvas.addEventListener("blur", () => map.keyed(false));
}
