"""Pure, vectorised measures over dense "area x occupation" arrays.

One module per question: ``growth``, ``wages``, ``budget`` (with ``taxes`` and ``prices``), ``access``,
``overlap``, ``specialization``, ``schedule``, ``sectors``, ``linkage``. Functions take arrays or frames and
return new ones; none reads a file, keeps state or changes its input. "A x O" means areas by occupations,
float64 (or float32) with NaN for "no number"; statuses are int8 codes of
:data:`geo_opportunity.vocabulary.STATUS_CODES`.
"""
