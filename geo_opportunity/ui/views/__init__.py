"""Pages' pure formatting and logic; no Streamlit."""
