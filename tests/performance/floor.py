"""The floor: a page that does as little as a page of figures can, for ours to be measured against.

Two selectboxes of 290 options, one figure of 2 × 13 points, one dataframe of 26 rows, nothing kept.
"""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

PLACES = [f"Kommun {number}" for number in range(290)]
YEARS = list(range(2010, 2023))

first = st.selectbox("Kommun", PLACES, key="first")
second = st.selectbox("Jämför med", PLACES, index=1, key="second")

rows = pd.DataFrame(
    [(place, year, 50 + (len(place) * year) % 17) for place in (first, second) for year in YEARS],
    columns=["place", "year", "value"],
)

figure = go.Figure()
for place, values in rows.groupby("place"):
    figure.add_trace(go.Scatter(x=values["year"], y=values["value"], name=place))
st.plotly_chart(figure, key="figure")
st.dataframe(rows)
