"""A batch toolkit for award and recommendation campaigns (征集推荐)."""

__version__ = "0.1.0"
