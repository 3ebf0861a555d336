"""The Streamlit entry: navigation, nothing else. Run it with ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

from geo_opportunity.ui import texts

st.set_page_config(
    page_title=texts.TITLE, page_icon=str(Path(__file__).parent / "static" / "icon.png"), layout="wide", initial_sidebar_state=340
)
st.navigation(
    [
        st.Page("geo_opportunity/ui/pages/explore.py", title=texts.EXPLORE, icon=":material/map:", default=True),
        st.Page("geo_opportunity/ui/pages/about.py", title=texts.ABOUT, icon=":material/info:", url_path="about"),
    ],
    position="top",
).run()
