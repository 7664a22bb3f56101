"""An empty page with one chart. Fixed on 28 November 2026, before any work on speed: not to be changed after."""

import plotly.graph_objects as go
import streamlit as st

st.title("Empty")
years = list(range(2010, 2023))
st.plotly_chart(go.Figure(go.Scatter(x=years, y=[year % 7 for year in years])), key="chart")
