// The map in its frame: canvas, tooltip, buttons, legend. Streamlit calls draw() again whenever its data change; the map
// of a place on the page lives on and repaints.
// data: see geo_opportunity/maps/canvas.py. Messages: "picked" {layer, object}; on the document "go-map-moved"
// {key, view} once it rests, "go-map-hover" {code} between maps of one page.

const REST = 250; // ms without a move after which the map rests
const ABOVE = 440; // pixels of a window that what stands above a map, and its legend, may take
const SLOW = 22; // ms a painting may take to be done anew for each frame of a move

const PAPER_PIXELS = 3; // of a map on paper, in a pixel of the page

const MAPS = new Map(); // parent element -> map, while it is on the page

const BUTTONS = [
  ["in", "Zoom in", "M3 8h10M8 3v10"],
  ["out", "Zoom out", "M3 8h10"],
  ["home", "Show all of it again", "M2 8l6-6 6 6M4 7v7h8V7"],
  ["full", "Full screen", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"],
];

class CanvasMap {
  constructor(parent) {
    this.root = document.createElement("div");
    this.root.className = "go-map";
    this.root.innerHTML = `<div class="go-map-title"></div><div class="go-map-frame"><canvas class="go-map-ground" aria-hidden="true"></canvas><canvas class="go-map-hand" tabindex="0"></canvas>
      <div class="go-map-cross" hidden></div><div class="go-map-tip" role="status" hidden></div><div class="go-map-buttons"></div><div class="go-map-wait" role="status"></div></div><div class="go-map-legend"></div>`;
    const one = (name) => this.root.querySelector(`.go-map-${name}`);
    [this.title, this.frame, this.ground, this.canvas, this.tip, this.cross, this.buttons, this.wait, this.legend] = ["title", "frame", "ground", "hand", "tip", "cross", "buttons", "wait", "legend"].map(one);
    for (const [name, label, lines] of BUTTONS) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", title: label, className: `go-map-${name}` });
      button.innerHTML = `<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true"><path d="${lines}"/></svg>`;
      button.setAttribute("aria-label", label);
      button.addEventListener("click", () => this.pushed(name));
      this.buttons.append(button);
    }
    parent.append(this.root);
    this.pen = this.ground.getContext("2d"); // unpainted it is the frame's water, not black
    this.over = this.canvas.getContext("2d");
    this.spent = 0;
    this.canvas.goMap = this;
    listen(this);
    this.watch = new ResizeObserver(() => this.resized());
    this.watch.observe(this.root);
    this.life = new AbortController();
    const { signal } = this.life;
    window.addEventListener("resize", () => this.data?.fills_window && this.root.isConnected && this.resized(), { signal });
    document.addEventListener("go-map-hover", (event) => this.linked(event.detail), { signal });
    document.addEventListener("fullscreenchange", () => this.resized(true), { signal });
  }

  // lets go of the page
  stop() {
    this.turn = null; // what is still on its way is not drawn
    this.life.abort();
    this.watch.disconnect();
    cancelAnimationFrame(this.frameAsked);
    for (const timer of [this.later, this.resting]) clearTimeout(timer);
    this.root.remove();
  }

  async update({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    const before = this.data;
    this.data = data;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    let ground;
    try {
      ground = before && JSON.stringify(before.ground) === JSON.stringify(data.ground) ? this.scene.ground : await loadGround(data.ground);
    } catch (error) {
      this.wait.textContent = `${error.message}. Reload the page to try again.`;
      return;
    }
    if (turn !== this.turn) return;
    this.scene = {
      ground,
      classes: Array.from(data.classes, (letter) => parseInt(letter, 36)),
      palette: data.palette,
      marks: marksOf(data.layers),
      selected: data.selected,
      selectedPath: data.outline ? decode(data.outline).path : null,
      small: data.small,
      insets: data.insets,
      counties: this.scene?.ground === ground ? this.scene.counties : null,
    };
    this.tips = null;
    this.waiting = null;
    this.wait.textContent = "";
    this.canvas.setAttribute("role", data.picks ? "application" : "img");
    this.canvas.setAttribute("aria-label", data.alt);
    this.root.classList.toggle("go-map-small", !!data.small);
    this.root.classList.toggle("go-map-picks", !!data.picks);
    this.title.textContent = data.title ?? "";
    this.legend.innerHTML = data.legend ?? ""; // written and escaped by the server
    this.root.style.setProperty("--go-map-aspect", data.aspect);
    const asked = JSON.stringify(data.view ?? data.box ?? null);
    const fresh = this.asked !== asked;
    this.asked = asked;
    this.resized(fresh);
    this.root.dataset.ready = String(turn);
  }

  // ------------------------------------------------------------------------------------------------------ size

  resized(fresh = false) {
    if (!this.scene) return;
    const full = document.fullscreenElement && (document.fullscreenElement === this.root || document.fullscreenElement.shadowRoot?.contains(this.root));
    this.root.classList.toggle("go-map-full", !!full);
    const wide = this.root.clientWidth;
    if (!wide) return;
    const most = this.data.small ? window.innerHeight * 0.9 : Math.min(window.innerHeight * 0.72, window.innerHeight - ABOVE);
    const high = full ? window.innerHeight - this.legend.offsetHeight - this.title.offsetHeight : this.data.fills_window && (window.innerWidth > 640 || !this.data.shares_window) ? this.room() : Math.round(Math.min(wide * this.data.aspect, Math.max(260, most)));
    const pixels = Math.min(window.devicePixelRatio || 1, MOST_PIXELS);
    const same = this.width === wide && this.height === high && this.pixels === pixels;
    if (!same) {
      const grown = this.view && this.width ? Math.min(wide / this.width, high / this.height) : 1;
      if (this.view && this.moved && !fresh) this.view = { ...this.view, k: this.view.k * grown };
      Object.assign(this, { width: wide, height: high, pixels });
      this.frame.style.height = `${high}px`;
      for (const canvas of [this.ground, this.canvas]) {
        canvas.width = Math.round(wide * pixels);
        canvas.height = Math.round(high * pixels);
      }
    }
    if (fresh || !this.view || (!same && !this.moved)) this.home(fresh && this.near());
    this.draw();
    this.mark();
  }

  // what the window leaves a map that fills it: what is above it, its legend, and what is said below
  room() {
    const top = this.frame.getBoundingClientRect().top;
    const below = [...document.querySelectorAll(".go-credit, .go-legend, .go-below, .st-key-show-bar")].reduce((sum, one) => sum + one.offsetHeight + 8, 12);
    if (this.below !== below) {
      this.below = below;
      for (const wait of [150, 600, 1500, 3000]) setTimeout(() => this.root.isConnected && this.resized(), wait); // they come later
    }
    return Math.max(150, Math.floor(window.innerHeight - top - this.legend.offsetHeight - below));
  }

  // whether the view asked for is the one shown
  near() {
    const asked = this.data.view;
    if (!asked || !this.view) return false;
    const now = linkOf(this.view);
    return asked.every((value, n) => Math.abs(value - now[n]) < [2e-3, 2e-3, 0.03][n]);
  }

  home(stay = false) {
    this.moved = false;
    if (stay) return;
    const { view, box, margin } = this.data;
    this.view = view ? viewOf(...view) : fitted(boxOf(box), this.width, this.height, margin);
    this.furthest ??= Math.min(this.view.k, fitted(MAIN.box, this.width, this.height, 0.5).k);
  }

  // ------------------------------------------------------------------------------------------------------ paint

  draw() {
    if (!this.view || !this.scene) return;
    const start = performance.now();
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = this.buttons;
    const covered = [offsetLeft - 4, offsetTop - 4, offsetLeft + offsetWidth + 4, offsetTop + offsetHeight + 4];
    this.camera = new Camera(this.view, this.width, this.height, [covered]);
    paint(this.pen, this.camera, this.scene, this.pixels);
    this.spent = performance.now() - start;
    this.drawn = this.camera;
    this.mark();
    this.closer();
  }

  // a move: painted anew where that is quick, else the picture there is, moved
  redraw() {
    if (this.frameAsked) return;
    this.frameAsked = requestAnimationFrame(() => {
      this.frameAsked = null;
      clearTimeout(this.later);
      if (this.spent < SLOW) return this.draw();
      this.shift();
      this.later = setTimeout(() => this.draw(), 90);
    });
  }

  shift() {
    const picture = (this.picture ??= document.createElement("canvas"));
    if (this.pictured !== this.drawn) {
      Object.assign(picture, { width: this.ground.width, height: this.ground.height });
      picture.getContext("2d").drawImage(this.ground, 0, 0);
      this.pictured = this.drawn;
    }
    this.camera = new Camera(this.view, this.width, this.height);
    const factor = this.view.k / this.drawn.view.k;
    const [x, y] = this.camera.toScreen(this.drawn.view.x, this.drawn.view.y);
    const { pen, pixels } = this;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = LOOK.water;
    pen.fillRect(0, 0, this.ground.width, this.ground.height);
    pen.setTransform(factor, 0, 0, factor, (x - (this.width / 2) * factor) * pixels, (y - (this.height / 2) * factor) * pixels);
    pen.drawImage(picture, 0, 0);
    this.mark();
  }

  // what the hand is on, and what was pressed and is on its way
  mark() {
    const { over, pixels, camera } = this;
    over.setTransform(1, 0, 0, 1, 0, 0);
    over.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (!camera || !this.scene) return;
    camera.apply(over, pixels);
    over.lineJoin = "round";
    const one = 1 / camera.view.k;
    const areas = this.scene.ground.areas;
    if (this.waiting != null && areas[this.waiting]) outline(over, areas[this.waiting].path, one);
    const on = areas[this.on] ?? null;
    if (on) {
      over.fillStyle = "rgba(255,255,255,0.28)";
      over.fill(on.path, "evenodd");
      over.strokeStyle = "#000000";
      over.lineWidth = 1.6 * one;
      over.stroke(on.path);
    }
  }

  // the map as it looks, on a canvas of its own for paper
  printed() {
    const wide = 720;
    const high = Math.round((wide * this.height) / this.width);
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: wide * PAPER_PIXELS, height: high * PAPER_PIXELS });
    Object.assign(canvas.style, { width: "100%", height: "auto" });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", this.data.alt);
    const view = { ...this.view, k: (this.view.k * wide) / this.width };
    paint(canvas.getContext("2d"), new Camera(view, wide, high), this.scene, PAPER_PIXELS);
    return canvas;
  }

  async closer() {
    const address = this.scene.ground.counties;
    if (!address || this.scene.small || this.scene.counties || level(this.view) < 3.4 || this.loading) return;
    this.loading = true;
    try {
      const given = await (await fetch(address)).json();
      this.scene.counties = { path: decode(given.lines, false).path, names: given.names.map(named) };
      this.draw();
    } catch {
      // the map is whole without them
    } finally {
      this.loading = false;
    }
  }

  // ------------------------------------------------------------------------------------------------------- hand

  // where on the map a place is
  pixel(lon, lat) {
    return this.camera.toScreen(...toPlane(lon, lat));
  }

  middle() {
    return [this.width / 2, this.height / 2];
  }

  go(view) {
    const most = viewOf(-98, 39, 12).k;
    view.k = Math.max(this.furthest ?? 0, Math.min(most, view.k));
    const box = MAIN.box;
    view.x = Math.max(box[0], Math.min(box[2], view.x));
    view.y = Math.max(box[1], Math.min(box[3], view.y));
    this.view = view;
    this.moved = true;
    this.hover();
    this.redraw();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rested(), REST);
  }

  moveBy(dx, dy) {
    if (!this.view || this.scene?.small) return;
    const camera = new Camera(this.view, this.width, this.height);
    const [x, y] = camera.toPlane(this.width / 2 - dx, this.height / 2 - dy);
    this.go({ ...this.view, x, y });
  }

  zoomAt(px, py, factor) {
    if (!this.view || this.scene?.small) return;
    const k = Math.max(this.furthest ?? 0, this.view.k * factor);
    const [x, y] = new Camera(this.view, this.width, this.height).toPlane(px, py);
    const part = this.view.k / k;
    this.go({ x: x + (this.view.x - x) * part, y: y + (this.view.y - y) * part, k });
  }

  rested() {
    const view = linkOf(this.view);
    this.asked = JSON.stringify(view);
    document.dispatchEvent(new CustomEvent("go-map-moved", { detail: { key: this.data.key, view } }));
  }

  pushed(name) {
    if (name === "in") this.zoomAt(...this.middle(), 1.6);
    if (name === "out") this.zoomAt(...this.middle(), 1 / 1.6);
    if (name === "home") {
      const { home, margin } = this.data;
      this.moved = false;
      this.view = fitted(boxOf(home), this.width, this.height, home ? margin : 1);
      this.draw();
      this.rested();
    }
    if (name === "full") {
      if (document.fullscreenElement) document.exitFullscreen();
      else this.root.requestFullscreen?.();
    }
  }

  areaAt(px, py) {
    if (!this.camera) return null;
    const [x, y] = this.camera.toPlane(px, py);
    const areas = this.scene.ground.areas;
    this.probe ??= document.createElement("canvas").getContext("2d");
    for (let n = 0; n < areas.length; n++) {
      const { box, path } = areas[n];
      if (within(box, x, y) && this.camera.seen(box) && Number.isInteger(this.scene.classes[n]) && this.probe.isPointInPath(path, x, y, "evenodd")) return n;
    }
    return null;
  }

  dotAt(px, py) {
    for (const mark of [...this.scene.marks].reverse()) {
      if (!mark.dots || !mark.pickable) continue;
      for (let n = mark.dots.length - 1; n >= 0; n--) {
        const [x, y] = this.camera.toScreen(mark.dots[n].x, mark.dots[n].y);
        if (Math.hypot(x - px, y - py) <= mark.dots[n].r + 4) return { layer: mark.id, object: mark.dots[n].item };
      }
    }
    return null;
  }

  async hover(px, py) {
    if (!this.scene) return;
    const dot = px === undefined ? null : this.dotAt(px, py);
    const on = px === undefined || dot ? null : this.areaAt(px, py);
    if (on !== this.on) {
      this.on = on;
      this.mark();
      const code = on == null ? null : this.scene.ground.areas[on].code;
      document.dispatchEvent(new CustomEvent("go-map-hover", { detail: { code, from: this } }));
    }
    this.canvas.style.cursor = dot || (on != null && this.data.picks) || this.data.anywhere ? "pointer" : "grab";
    if (dot) return this.say(dot.object.h, dot.object.t, px, py);
    if (on == null) return this.data.anywhere && px !== undefined ? this.say(this.data.anywhere, "", px, py) : this.say();
    const asked = (this.asking = (this.asking ?? 0) + 1);
    const [heading, text] = await this.tipOf(on);
    if (asked === this.asking && this.on === on) this.say(heading, text, px, py);
  }

  async tipOf(n) {
    const area = this.scene.ground.areas[n];
    const [, , same] = this.scene.palette[this.scene.classes[n]] ?? [];
    if (same != null) return [area.name, same];
    const asked = (this.tips ??= tipsOf(this.data.tips));
    try {
      const [heading, text] = (await asked)[area.code] ?? [null, ""];
      return [heading ?? area.name, text];
    } catch {
      if (this.tips === asked) this.tips = null; // asked again by the next hand
      return [area.name, ""];
    }
  }

  linked({ code, from }) {
    if (from === this || !this.scene) return;
    const on = code == null ? null : (this.scene.ground.number.get(code) ?? null);
    if (on === this.on) return;
    this.on = on;
    this.mark();
  }

  say(heading, text, px, py) {
    const { tip } = this;
    tip.hidden = heading == null;
    if (heading == null) return;
    const strong = document.createElement("strong");
    strong.textContent = heading;
    const rest = document.createElement("span");
    rest.textContent = text ?? "";
    tip.replaceChildren(strong, rest);
    const { offsetWidth: wide, offsetHeight: high } = tip;
    const room = this.frame.getBoundingClientRect();
    const left = px + 16 + wide > this.width ? px - wide - 16 : px + 16;
    // never cut: kept within the map's width, and within the window's height
    tip.style.left = `${Math.max(4, Math.min(left, this.width - wide - 4))}px`;
    tip.style.top = `${Math.max(4 - room.top, Math.min(py + 14, window.innerHeight - room.top - high - 6))}px`;
  }

  async press(px, py) {
    const pressed = performance.now();
    const dot = this.dotAt(px, py);
    const on = dot ? null : this.areaAt(px, py);
    if (!this.data.picks) {
      this.hover(px, py);
      return;
    }
    let event = dot;
    if (!event && this.data.anywhere) {
      const [lon, lat] = fromPlane(...this.camera.toPlane(px, py));
      event = { layer: "grid-0", object: { p: [Number(lon.toFixed(4)), Number(lat.toFixed(4))] } };
    }
    if (!event && on != null) {
      const area = this.scene.ground.areas[on];
      event = { layer: "areas-0", object: { properties: { code: area.code } } };
      this.waiting = on;
      this.wait.textContent = `${this.data.selected === area.code ? "Closing" : "Opening"} ${area.name} …`;
      this.mark();
    } else if (event) this.wait.textContent = "One moment …";
    if (!event) return;
    this.root.dataset.acknowledged = String(Math.round(performance.now() - pressed));
    this.presses = (this.presses ?? 0) + 1;
    this.send("picked", { ...event, press: this.presses });
  }

  // a key was used: show where Enter presses, and what is there
  async keyed(on = true) {
    this.cross.hidden = !on || !this.data.picks;
    if (!on) return this.hover();
    setTimeout(() => this.hover(...this.middle()), 60);
  }
}

export function draw(component) {
  const { parentElement } = component;
  if (!MAPS.has(parentElement)) MAPS.set(parentElement, new CanvasMap(parentElement));
  MAPS.get(parentElement).update(component);
}

// Streamlit also cleans up after a drawing that another one overtook: a map whose place is on the page stays.
export function leave({ parentElement }) {
  if (parentElement.isConnected) return;
  MAPS.get(parentElement)?.stop();
  MAPS.delete(parentElement);
}

// A sheet names the map of its page (geo_opportunity/ui/sheet.py): painted there when the page is printed, so that nothing
// travels for paper until somebody prints.
function onPaper() {
  for (const place of document.querySelectorAll("[data-go-map]")) {
    const map = [...MAPS.values()].find(({ data, view }) => view && data.key === place.dataset.goMap);
    if (map) place.replaceChildren(map.printed());
  }
}
window.addEventListener("beforeprint", onPaper);
window.matchMedia("print").addEventListener("change", ({ matches }) => matches && onPaper());

export const alive = () => MAPS.size;
