"""The Streamlit entry: the pages and how they are served. Run it with ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

if __name__ == "__main__":  # a visitor's run of a page
    from geo_opportunity.exports.origins import TITLE
    from geo_opportunity.scene import PAGES
    from geo_opportunity.ui import session

    st.set_page_config(
        page_title=TITLE,
        # as a static file the browser keeps it
        page_icon="app/static/icon.png"
        if st.get_option("server.enableStaticServing")
        else str(Path(__file__).parent / "static" / "icon.png"),
        layout="wide",
        initial_sidebar_state=340,
    )
    # The row of pages is drawn by session.navigation: its links carry the scene, which Streamlit's own menu
    # would drop.
    st.navigation([session.page_of(page) for page in PAGES], position="hidden").run()
else:  # the start: `streamlit run` looks for an `app` assigned here, and serves it
    from geo_opportunity.ui import memory

    memory.prepare()

    from geo_opportunity.ui import server, warm

    server.look_up_no_address()
    warm.begin()
    app = st.App(__file__, middleware=server.MIDDLEWARE)
