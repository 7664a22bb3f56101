"""A page of the kind people write with Streamlit, pandas and plotly.express, for ours to be measured against.

Fixed on 28 November 2026, before any work on speed: not to be changed after. The figures lie in the
Parquet file that NAIVE_FIGURES names, with columns indicator, organisation, year, sex and value.
"""

import os

import pandas as pd
import plotly.express as px
import streamlit as st


@st.cache_data
def load() -> pd.DataFrame:
    return pd.read_parquet(os.environ["NAIVE_FIGURES"])


figures = load()
asked = st.query_params

indicators = sorted(figures["indicator"].unique())
organisations = sorted(figures["organisation"].unique())
indicator = st.selectbox("Indicator", indicators, index=indicators.index(asked.get("indicator", "N00206")))
chosen = st.multiselect(
    "Organisations", organisations, default=asked.get("organisations", "1882,1982,2083").split(",")
)

shown = figures[(figures["indicator"] == indicator) & figures["organisation"].isin(chosen)]
st.plotly_chart(px.line(shown, x="year", y="value", color="organisation", line_dash="sex"), key="lines")

newest = shown[shown["year"] == shown["year"].max()]
st.plotly_chart(px.bar(newest, x="organisation", y="value", color="sex", barmode="group"), key="bars")

wide = shown.pivot_table(index=["organisation", "year"], columns="sex", values="value").reset_index()
wide["gap"] = wide["K"] - wide["M"]
st.dataframe(wide)
