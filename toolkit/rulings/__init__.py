"""Rulings and what they are about in; out: which of them can be obeyed, and what those ask.

`aims` finds what each speaks of, `docket` parts those that cannot be obeyed, `asking` says what the
others ask of the stages, `weighing` changes how grave findings are, and `telling` is what people
read. The one thing a newcomer would get wrong: a ruling never changes anything in silence. One that
is unclear, speaks of nothing that is there, or is contradicted by another has no effect at all, and
is reported at its own cell.
"""
