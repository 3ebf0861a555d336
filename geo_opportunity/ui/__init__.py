"""The Streamlit app: pages and widgets. It asks the atlas, formats the answers and computes nothing."""
