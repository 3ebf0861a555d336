// Tells the server where the user has moved a map, and keeps the browser's address in step without a new entry in
// its history. Our own map says so itself ("go-map-moved"); Streamlit's, over a basemap from outside, gives no event, so
// the deck.gl instance is looked up in the page; where it cannot be found nothing happens.
// data: {map: key of the map, view: [lon, lat, zoom] as the server drew it, link: query string, mark: the view in it}

const QUIET = 250; // ms between two looks; a view that is the same in both has come to rest
const MOVED = 4; // pixels from which on a press is a drag and not a click
const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "+", "=", "-", "_", "Enter", " "]; // that move the map, or press its buttons

function deckOf(chart) {
  const key = Object.keys(chart).find((name) => name.startsWith("__reactFiber"));
  const stack = key ? [chart[key].child] : [];
  for (let looked = 0; stack.length && looked < 2000; looked++) {
    const fiber = stack.pop();
    if (!fiber) continue;
    let hook = fiber.memoizedState;
    for (let n = 0; hook && typeof hook === "object" && n < 80; n++, hook = hook.next) {
      const held = hook.memoizedState;
      for (const place of [held?.current, held]) {
        if (typeof place?.deck?.getViewports === "function") return place.deck;
      }
    }
    stack.push(fiber.sibling, fiber.child);
  }
  return null;
}

function viewOf(chart) {
  const seen = deckOf(chart)?.getViewports?.()[0];
  if (!seen || ![seen.longitude, seen.latitude, seen.zoom].every(Number.isFinite)) return null;
  return [Number(seen.longitude.toFixed(4)), Number(seen.latitude.toFixed(4)), Number(seen.zoom.toFixed(2))];
}

const same = (a, b) => a && b && a.every((value, n) => Math.abs(value - b[n]) < [2e-4, 2e-4, 0.011][n]);

// Streamlit calls the component anew whenever its data change and runs only the last clean-up: the one before is kept here.
const running = new WeakMap(); // parent element -> its stop()

export default function (component) {
  const { data, setStateValue, parentElement } = component;
  const moving = running.get(parentElement)?.() ?? false;
  const box = () => document.querySelector(`.st-key-${CSS.escape(data.map)} [data-testid="stDeckGlJsonChart"]`);
  let timer = null;
  let pressed = null;
  let known = data.view; // where the server takes the map to be

  const look = (before) => {
    const chart = box();
    const now = chart && viewOf(chart);
    timer = null;
    if (!now) return;
    if (!same(now, before)) {
      timer = setTimeout(look, QUIET, now);
      return;
    }
    tell(now);
  };
  const tell = (now) => {
    if (same(now, known)) return;
    known = now;
    const address = new URL(window.location.href);
    address.search = data.link.replace(data.mark, encodeURIComponent(now.join(",")));
    window.history.replaceState(window.history.state, "", address);
    setStateValue("view", now);
  };
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(look, QUIET, null);
  };
  const inside = (event) => box()?.contains(event.target);
  const onDown = (event) => {
    pressed = inside(event) ? [event.clientX, event.clientY] : null;
  };
  const onUp = (event) => {
    const zooming = inside(event) && event.target.closest?.("button");
    const dragged = pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > MOVED;
    pressed = null;
    if (zooming || dragged) settle();
  };
  const onMoved = ({ detail }) => detail.key === data.map && tell(detail.view);
  const onTurn = (event) => inside(event) && settle();
  const onKey = (event) => inside(event) && KEYS.includes(event.key) && settle();

  const handlers = { "go-map-moved": onMoved, pointerdown: onDown, pointerup: onUp, wheel: onTurn, keyup: onKey, dblclick: onTurn, touchend: onTurn };
  for (const [name, handler] of Object.entries(handlers)) document.addEventListener(name, handler, { capture: true, passive: true });
  const stop = () => {
    const waiting = timer !== null;
    clearTimeout(timer);
    timer = null;
    for (const [name, handler] of Object.entries(handlers)) document.removeEventListener(name, handler, { capture: true });
    return waiting;
  };
  running.set(parentElement, stop);
  if (moving) settle(); // a move that was under way when the page was drawn anew
  return stop;
}
