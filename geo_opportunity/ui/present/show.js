// Keys of a show: arrows and Page Up/Down turn slides, Home and End go to the first and last, F fills the screen, Escape
// ends. A map that has the keyboard keeps its arrows; Escape gives them back. Each key presses the button that says it.
if (!window.goShowKeys) {
  window.goShowKeys = true;
  const BUTTONS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous", Home: "first", End: "last", Escape: "end" };
  const TYPED = "input, textarea, select, [contenteditable=true]";
  const fill = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.());
  document.addEventListener("keydown", (event) => {
    if (!document.querySelector(".st-key-show") || event.ctrlKey || event.metaKey || event.altKey) return;
    const on = event.composedPath()[0];
    if (on.matches?.(TYPED)) return;
    if (on.tagName === "CANVAS") {
      if (event.key === "Escape") on.blur();
      return;
    }
    if (event.key === "f" || event.key === "F") return fill();
    const button = BUTTONS[event.key] && document.querySelector(`.st-key-show_${BUTTONS[event.key]} button`);
    if (!button || button.disabled) return;
    event.preventDefault();
    if (event.key === "Escape" && document.fullscreenElement) document.exitFullscreen();
    button.click();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".go-show-full")) fill();
  });
}
