"""The plan chapter of a place: figures, tables, sentences and maps under the headings of a local plan."""
