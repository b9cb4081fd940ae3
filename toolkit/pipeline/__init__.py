"""The whole story: workbooks in, a settled `Run` out (`running`), and a unit's own check of its
files (`checking`).

Values in the middle, files only at the two ends. Only this package knows the order of the stages.
Nothing is imported here: a child process begins to read before what judges is loaded.
"""
