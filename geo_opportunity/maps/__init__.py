"""Maps: classes, palettes, legends and deck.gl layers. Needs frames only; knows nothing of Streamlit."""
