// Keys in the open list of the search box: Escape closes it and goes back to the field, the arrows walk through it.
if (!window.goSearchKeys) {
  window.goSearchKeys = true;
  document.addEventListener("keydown", (event) => {
    const box = document.querySelector(".st-key-search");
    const list = box && box.querySelector(".st-key-search_found");
    const inside = list && box.contains(event.target);
    if (!list || (!inside && !(event.key === "Escape" && event.target.matches("a, button, body")))) return;
    const lines = [...list.querySelectorAll("a, button")], at = lines.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && lines.length) {
      lines[Math.min(at + 1, lines.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (at ? lines[at - 1] : box.querySelector("input")).focus();
    } else if (event.key === "Escape") {
      lines[lines.length - 1].click();
      let tries = 40;
      const back = setInterval(() => {
        if (!--tries || !document.querySelector(".st-key-search_found")) {
          clearInterval(back);
          const field = document.querySelector(".st-key-search input");
          if (field) field.focus();
        }
      }, 50);
    } else return;
    event.preventDefault();
  });
}
