"""The page that EMPTY_PAGE names, with Streamlit's files sent as gzip: what our pages' weight is measured against.

Fixed on 28 November 2026, before any work on speed: not to be changed after.
"""

import os

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

app = st.App(os.environ["EMPTY_PAGE"], middleware=[Middleware(GZipMiddleware)])
