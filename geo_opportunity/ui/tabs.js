// Streamlit draws tabs anew when another is opened, and the keyboard's place is lost: it is given back to the open tab.
if (!window.goTabFocus) {
  window.goTabFocus = true;
  const PATIENCE = 10000; // ms a run may take
  let held = null;
  const keyed = (element) => [...(element.closest('[class*="st-key-"]')?.classList ?? [])].find((name) => name.startsWith("st-key-"));
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.target.role === "tab") held = { box: keyed(event.target), until: Date.now() + PATIENCE };
    },
    true,
  );
  const leave = (event) => {
    if (event.target.role !== "tab") held = null;
  };
  document.addEventListener("focusin", leave, true);
  document.addEventListener("pointerdown", leave, true);
  new MutationObserver(() => {
    if (!held?.box || Date.now() > held.until || document.activeElement !== document.body) return;
    document.querySelector(`.${CSS.escape(held.box)} [role="tab"][aria-selected="true"]`)?.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
}
