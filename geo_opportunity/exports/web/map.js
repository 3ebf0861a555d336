// A Leaflet map of areas already on the plane of the printed map (equal-area, with insets): what folium's script calls.
// Rings travel as whole steps from the point before, `fine` of them in a unit of the plane; y runs down, Leaflet's up.
function geoOpportunityMap(map, data) {
  const ring = (steps) => {
    let x = 0;
    let y = 0;
    const out = [];
    for (let n = 0; n + 1 < steps.length; n += 2) {
      x += steps[n];
      y += steps[n + 1];
      out.push([-y / data.fine, x / data.fine]);
    }
    return out;
  };
  const corners = ([left, top, right, bottom]) => [[-bottom, left], [-top, right]];
  const lines = map.createPane("lines");
  lines.style.zIndex = 450;
  lines.style.pointerEvents = "none";
  const onTop = { pane: "lines", interactive: false };
  const shapes = data.rings.map((rings) => rings.map(ring));
  for (const rings of data.lakes) L.polygon(rings.map(ring), { ...onTop, color: "#8fa9b8", weight: 0.7, fillColor: "#dfe7ec", fillOpacity: 1 }).addTo(map);
  for (const rings of data.states) L.polygon(rings.map(ring), { ...onTop, color: "#3f3f3f", weight: 0.9, fill: false }).addTo(map);
  for (const box of data.frames) L.rectangle(corners(box), { ...onTop, color: "#9aa7b0", weight: 1, fill: false }).addTo(map);
  // points that say what they are answer to the hand; those that do not may be thousands, drawn as one picture
  const above = map.createPane("dots");
  above.style.zIndex = 460;
  above.style.pointerEvents = "none";
  const [flat, live] = [L.canvas({ pane: "dots" }), L.svg({ pane: "dots" })];
  const dots = data.marks.map(({ color, wide, spots, names, ring }) =>
    L.featureGroup(
      ring ? [L.polyline(spots.map(([x, y]) => [-y, x]), { ...onTop, pane: "dots", color, weight: 2 })] : spots.map(([x, y], number) => {
        const look = { color: "#fff", weight: 0.6, fillColor: color, fillOpacity: 1, radius: wide / 2 };
        if (!names) return L.circleMarker([-y, x], { ...look, ...onTop, pane: "dots", renderer: flat });
        return L.circleMarker([-y, x], { ...look, pane: "dots", renderer: live, radius: wide / 2 + 1, className: "go-dot", number });
      }),
    ),
  );
  data.marks.forEach(({ named }, n) => named || dots[n].addTo(map));
  const outline = (rings) =>
    L.layerGroup([["#fff", 5.5], ["#000", 2.6]].map(([color, weight]) => L.polygon(rings, { ...onTop, color, weight, fill: false })));
  for (const rings of data.outlined) outline(rings.map(ring)).addTo(map);

  let shown = 0;
  const [tip, told] = ["tip", "told"].map((name) => document.getElementById(name));
  const fill = (box, name, lines) => {
    const heading = document.createElement("strong");
    const text = document.createElement("span");
    heading.textContent = name;
    text.textContent = lines;
    box.replaceChildren(heading, text);
    box.hidden = false;
  };
  const write = (box, n) => {
    const { first, rest } = data.layers[shown];
    fill(box, data.names[n], [first[n], (rest ?? data.layers[0].rest)[n]].filter(Boolean).join("\n"));
  };
  // beside the hand, never cut by the window; where nothing hovers, a tap writes below the map
  const follow = ({ clientX, clientY }) => {
    const { offsetWidth: wide, offsetHeight: high } = tip;
    const right = clientX + 16 + wide > document.documentElement.clientWidth;
    tip.style.left = `${Math.max(4, right ? clientX - wide - 16 : clientX + 16)}px`;
    tip.style.top = `${Math.max(4, Math.min(clientY + 14, window.innerHeight - high - 6))}px`;
  };
  const hovers = window.matchMedia("(hover: hover)").matches;
  const groups = data.layers.map(({ fills, palette }) =>
    L.featureGroup(
      shapes.map((rings, n) => {
        const [color, lines] = palette[fills[n]];
        const fillColor = [color, "url(#unknown)", `url(#close-${color.slice(1)})`][lines];
        const look = { color: "#fff", weight: 0.8, fillColor, fillOpacity: 1 };
        return L.polygon(rings, { ...look, className: "go-area", number: n });
      }),
    ),
  );
  groups.forEach((group, n) => {
    group.on("add", () => {
      shown = n;
      told.hidden = true;
      document.querySelectorAll("[data-legend]").forEach((legend) => {
        legend.hidden = Number(legend.dataset.legend) !== n;
      });
    });
    group.on("mouseover", ({ layer, originalEvent }) => {
      layer.setStyle({ color: "#000", weight: 1.8 }).bringToFront();
      if (!hovers) return;
      write(tip, layer.options.number);
      follow(originalEvent);
    });
    group.on("mousemove", ({ originalEvent }) => hovers && follow(originalEvent));
    group.on("mouseout", ({ layer }) => {
      layer.setStyle({ color: "#fff", weight: 0.8 });
      tip.hidden = true;
    });
    group.on("click", ({ layer }) => write(told, layer.options.number));
  });
  data.marks.forEach(({ names, texts }, n) => {
    if (!names) return;
    const say = (box, { layer }) => fill(box, names[layer.options.number], texts[layer.options.number]);
    dots[n].on("mouseover", (event) => {
      if (!hovers) return;
      say(tip, event);
      follow(event.originalEvent);
    });
    dots[n].on("mousemove", ({ originalEvent }) => hovers && follow(originalEvent));
    dots[n].on("mouseout", () => {
      tip.hidden = true;
    });
    dots[n].on("click", (event) => say(told, event));
  });
  map.fitBounds(corners(data.view), { animate: false });
  const box = map.getContainer();
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", data.label);

  let mark = null;
  const show = (n) => {
    mark?.remove();
    told.hidden = true;
    if (n < 0) return;
    mark = outline(shapes[n]).addTo(map);
    map.fitBounds(mark.getLayers()[0].getBounds().pad(2), { animate: false });
    write(told, n);
  };
  return { layer: (n) => groups[n], points: (n) => dots[n], names: data.names, noun: data.noun, show };
}

// The switch of layers stands above the map, so that it never covers it; without scripts there is neither.
function placeSwitch(control, place) {
  place.append(control.getContainer());
}

// Typing narrows the table, where it is one of areas; one area left, or written in full, is shown on the map.
function searchAreas(map, box, rows, told) {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const names = map.names.map(plain);
  box.addEventListener("input", () => {
    const wanted = plain(box.value.trim());
    const fits = names.flatMap((name, n) => (name.includes(wanted) ? [n] : []));
    rows.forEach((row) => {
      row.hidden = !plain(row.querySelector("th").textContent).includes(wanted);
    });
    const only = wanted ? (fits.length === 1 ? fits[0] : names.indexOf(wanted)) : -1;
    map.show(only);
    told.textContent = wanted ? `${fits.length.toLocaleString("en-US")} of ${names.length.toLocaleString("en-US")} ${map.noun}` : "";
  });
}
