// Paints a ground with its classes, lines, marks and names on a canvas.

const FONT = '"Source Sans", "Source Sans Pro", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';
const LOOK = { water: "#dfe7ec", shore: "#8fa9b8", border: "#ffffff", state: "#3f3f3f", frame: "#9aa7b0", hatch: "rgba(70,70,70,0.75)", land: "#f4f1ea", text: "#1b1b1b", quiet: "#454545" };
const MOST_PIXELS = 2; // device pixels to one of the page's that are painted at most
const NATION = 815; // pixels to the unit when the nation fills a map of 620 pixels

const level = (view) => Math.log2(view.k / NATION); // 0: the nation; each step twice as close

// North is up when close; the nation stands as in its projection.
function turnOf(view) {
  const part = Math.max(0, Math.min(1, (level(view) + Math.log2(frameAt(view.x, view.y).scale) - 1) / 1.5));
  if (!part) return 0;
  const frame = frameAt(view.x, view.y);
  return frame.projection.angle(fromPlane(view.x, view.y)[0]) * part * part * (3 - 2 * part);
}

class Camera {
  // covered: boxes of the screen that something lies over, where no name is written
  constructor(view, width, height, covered = []) {
    this.view = view;
    this.width = width;
    this.height = height;
    this.covered = covered;
    const turn = turnOf(view);
    this.cos = Math.cos(turn);
    this.sin = Math.sin(turn);
  }

  toScreen(x, y) {
    const { view, cos, sin } = this;
    const dx = (x - view.x) * view.k;
    const dy = (y - view.y) * view.k;
    return [this.width / 2 + dx * cos - dy * sin, this.height / 2 + dx * sin + dy * cos];
  }

  toPlane(px, py) {
    const { view, cos, sin } = this;
    const dx = px - this.width / 2;
    const dy = py - this.height / 2;
    return [view.x + (dx * cos + dy * sin) / view.k, view.y + (dy * cos - dx * sin) / view.k];
  }

  apply(ctx, pixels) {
    const { view, cos, sin } = this;
    const a = view.k * pixels;
    const e = (this.width / 2) * pixels - a * (view.x * cos - view.y * sin);
    const f = (this.height / 2) * pixels - a * (view.x * sin + view.y * cos);
    ctx.setTransform(a * cos, a * sin, -a * sin, a * cos, e, f);
  }

  // where less than most of the nation is seen, no inset lies beside the mainland, nor the mainland beside an inset
  shows(frame) {
    return this.width / this.view.k > 0.6 * (MAIN.box[2] - MAIN.box[0]) || frameAt(this.view.x, this.view.y) === frame;
  }

  seen(box) {
    if (!this.shows(frameAt((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))) return false;
    const far = Math.hypot(this.width, this.height) / 2 / this.view.k;
    const { x, y } = this.view;
    return box[0] <= x + far && box[2] >= x - far && box[1] <= y + far && box[3] >= y - far;
  }
}

let hatching = null;
function hatch(ctx, pixels) {
  if (!hatching) {
    hatching = document.createElement("canvas");
    hatching.width = hatching.height = 7 * pixels;
    const pen = hatching.getContext("2d");
    pen.strokeStyle = LOOK.hatch;
    pen.lineWidth = pixels;
    for (const shift of [-7, 0, 7]) {
      pen.moveTo((shift - 1) * pixels, 8 * pixels);
      pen.lineTo((shift + 8) * pixels, -1 * pixels);
    }
    pen.stroke();
  }
  const pattern = ctx.createPattern(hatching, "repeat");
  pattern.setTransform(ctx.getTransform().inverse());
  return pattern;
}

// scene: {ground, classes, palette: [[color, hatched, text of all its areas]], marks, selected, selectedPath, small, counties}
function paint(ctx, camera, scene, pixels) {
  const { ground } = scene;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.fillStyle = LOOK.water;
  ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  camera.apply(ctx, pixels);
  ctx.lineJoin = "round";
  const one = 1 / camera.view.k;
  for (const frame of [MAIN, ...INSETS]) paintFrame(ctx, camera, scene, frame, one);
  for (const lake of ground.lakes) {
    if (!camera.seen(lake.box)) continue;
    ctx.fillStyle = LOOK.water;
    ctx.fill(lake.path, "evenodd");
    ctx.strokeStyle = LOOK.shore;
    ctx.lineWidth = 0.7 * one;
    ctx.stroke(lake.path);
  }
  ctx.strokeStyle = LOOK.state;
  ctx.lineWidth = (scene.small ? 0.6 : 0.9) * one;
  for (const state of ground.states) if (camera.seen(state.box)) ctx.stroke(state.path);
  ctx.lineWidth = one;
  ctx.strokeStyle = LOOK.frame;
  if (scene.insets) for (const { box } of INSETS.filter((frame) => camera.shows(frame))) ctx.strokeRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
  if (scene.counties && level(camera.view) > 3.4) {
    ctx.strokeStyle = "rgba(90,90,90,0.45)";
    ctx.lineWidth = 0.6 * one;
    ctx.stroke(scene.counties.path);
  }
  for (const mark of scene.marks) if (mark.path) paintPath(ctx, mark, one);
  const picked = scene.selectedPath ?? ground.areas[ground.number.get(scene.selected)]?.path;
  if (picked) outline(ctx, picked, one);
  if (!scene.small) paintNames(ctx, camera, scene, pixels);
  paintDots(ctx, camera, scene.marks, pixels);
}

function paintFrame(ctx, camera, scene, frame, one) {
  const { ground, classes, palette } = scene;
  let pattern = null;
  ctx.save();
  if (frame !== MAIN) {
    if (!camera.seen(frame.box)) return ctx.restore();
    ctx.beginPath();
    ctx.rect(frame.box[0], frame.box[1], frame.box[2] - frame.box[0], frame.box[3] - frame.box[1]);
    ctx.clip();
  }
  const shown = [];
  for (let n = 0; n < ground.areas.length; n++) {
    const area = ground.areas[n];
    if (area.frame !== frame || !camera.seen(area.box)) continue;
    const [color, hatched] = palette[classes[n]] ?? [LOOK.land, 0];
    ctx.fillStyle = color;
    ctx.fill(area.path, "evenodd");
    if (hatched) {
      pattern ??= hatch(ctx, window.devicePixelRatio > 1 ? 2 : 1);
      ctx.fillStyle = pattern;
      ctx.fill(area.path, "evenodd");
    }
    shown.push(area);
  }
  ctx.strokeStyle = LOOK.border;
  ctx.lineWidth = (scene.small ? 0.35 : 0.8) * one;
  for (const area of shown) ctx.stroke(area.path);
  ctx.restore();
}

function outline(ctx, path, one) {
  ctx.strokeStyle = "#ffffff";
  ctx.lineWidth = 5.5 * one;
  ctx.stroke(path);
  ctx.strokeStyle = "#000000";
  ctx.lineWidth = 2.6 * one;
  ctx.stroke(path);
}

function paintPath(ctx, mark, one) {
  if (mark.fill) {
    ctx.fillStyle = mark.fill;
    ctx.fill(mark.path, "evenodd");
  }
  if (!mark.line) return;
  ctx.strokeStyle = mark.line;
  ctx.lineWidth = mark.width * one;
  ctx.stroke(mark.path);
}

function paintDots(ctx, camera, marks, pixels) {
  ctx.setTransform(pixels, 0, 0, pixels, 0, 0);
  for (const { dots, texts, fill, line, width } of marks) {
    for (const dot of dots ?? []) {
      const [x, y] = camera.toScreen(dot.x, dot.y);
      if (x < -20 || y < -20 || x > camera.width + 20 || y > camera.height + 20) continue;
      ctx.beginPath();
      ctx.arc(x, y, dot.r, 0, 2 * Math.PI);
      if (fill) {
        ctx.fillStyle = fill;
        ctx.fill();
      }
      if (line) {
        ctx.strokeStyle = line;
        ctx.lineWidth = width;
        ctx.stroke();
      }
    }
    for (const text of texts ?? []) {
      ctx.font = `700 ${text.size}px ${FONT}`;
      ctx.fillStyle = text.color;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillText(text.text, ...camera.toScreen(text.x, text.y));
    }
  }
}

// ------------------------------------------------------------------------------------------------------- names

// which cities have a name at a level, by their rank in population
const cityRank = (at) => (at < 0.5 ? 0 : at < 1.2 ? 14 : at < 2 ? 40 : at < 3 ? 110 : at < 4 ? 220 : 400);

function candidates(camera, scene) {
  const { ground } = scene;
  const at = level(camera.view);
  const out = [];
  const wide = (shape) => (shape.box[2] - shape.box[0]) * camera.view.k;
  for (const state of ground.states) {
    if (!state.at || at > 4.5) continue;
    const size = at < 1 ? 11 : 13;
    const texts = wide(state) > state.name.length * size * 0.72 ? [state.name, state.code] : [state.code];
    out.push({ texts, x: state.at[0], y: state.at[1], font: `600 ${size}px ${FONT}`, size, color: LOOK.quiet, order: at < 2.5 ? 0 : 2 });
  }
  const most = cityRank(at);
  for (const city of ground.cities) {
    if (city.rank > most) continue;
    out.push({ texts: [city.name], x: city.x, y: city.y, font: `${city.rank <= 30 ? 600 : 400} 12px ${FONT}`, size: 12, color: LOOK.text, dot: true, order: 1 + city.rank / 1000 });
  }
  if (at > 2.6) {
    for (const area of ground.areas) {
      if (!area.at || !camera.seen(area.box)) continue;
      const short = area.name.replace(/, [A-Z-]+( nonmetropolitan area)?$/, "").replace(/ nonmetropolitan area$/, "");
      const name = ground.states.some((state) => state.name === short) ? `nonmetropolitan ${short}` : short;
      if (wide(area) < name.length * 5) continue;
      out.push({ texts: [name], x: area.at[0], y: area.at[1], font: `italic 400 11.5px ${FONT}`, size: 11.5, color: LOOK.quiet, order: 3 });
    }
  }
  for (const county of at > 3.9 ? (scene.counties?.names ?? []) : []) {
    out.push({ texts: [county.name], x: county.x, y: county.y, font: `400 10.5px ${FONT}`, size: 10.5, color: "#5a5a5a", order: 4 });
  }
  return out.sort((a, b) => a.order - b.order);
}

function paintNames(ctx, camera, scene, pixels) {
  ctx.setTransform(pixels, 0, 0, pixels, 0, 0);
  ctx.lineJoin = "round";
  ctx.textBaseline = "middle";
  const taken = [...camera.covered, ...dotBoxes(camera, scene.marks)];
  const free = (box) => taken.every((other) => box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1]);
  for (const name of candidates(camera, scene)) {
    const [x, y] = camera.toScreen(name.x, name.y);
    if (x < 0 || y < 0 || x > camera.width || y > camera.height || !camera.shows(frameAt(name.x, name.y))) continue;
    ctx.font = name.font;
    place: for (const text of name.texts) {
      const wide = ctx.measureText(text).width;
      const high = name.size * 0.62;
      const starts = name.dot ? [x + 6, x - 6 - wide] : [x - wide / 2];
      for (const start of starts) {
        const box = [Math.min(start, name.dot ? x - 4 : start) - 2, y - high, Math.max(start + wide, name.dot ? x + 4 : 0) + 2, y + high];
        if (start < 2 || start + wide > camera.width - 2 || !free(box)) continue;
        taken.push(box);
        write(ctx, text, start, y, name);
        if (name.dot) cityDot(ctx, x, y);
        break place;
      }
    }
  }
}

// where points stand, which no name may hide; of many points none
function dotBoxes(camera, marks) {
  const dots = marks.flatMap((mark) => (mark.pickable ? (mark.dots ?? []) : []));
  if (dots.length > 300) return [];
  return dots.map((dot) => {
    const [x, y] = camera.toScreen(dot.x, dot.y);
    return [x - dot.r, y - dot.r, x + dot.r, y + dot.r];
  });
}

function write(ctx, text, x, y, name) {
  ctx.textAlign = "left";
  ctx.strokeStyle = "rgba(255,255,255,0.88)";
  ctx.lineWidth = 3;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = name.color;
  ctx.fillText(text, x, y);
}

function cityDot(ctx, x, y) {
  ctx.beginPath();
  ctx.arc(x, y, 2.6, 0, 2 * Math.PI);
  ctx.fillStyle = "#1b1b1b";
  ctx.fill();
  ctx.strokeStyle = "#ffffff";
  ctx.lineWidth = 1.2;
  ctx.stroke();
}
