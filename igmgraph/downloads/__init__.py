"""The dataset as files: dumps of the whole and of each named graph, and tables for spreadsheets."""
