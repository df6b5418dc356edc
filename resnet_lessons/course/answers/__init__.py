"""The lessons' answers: the only place where the text that a chapter shows as solved stands.

It stands between markers at which the build cuts it out. `model.py` holds the methods of the network
(chapters 2 to 4), `residual.py` the functions of chapter 1, `counting.py` those of chapters 0 and 3,
`dissection.py` those of chapters 4 and 5 that take a network apart.
"""
