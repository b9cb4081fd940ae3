"""A batch toolkit for award and recommendation campaigns (征集推荐)."""
