"""An empty page. Fixed on 28 November 2026, before any work on speed: not to be changed after."""

import streamlit as st

st.title("Empty")
