"""Short seeded training runs: one network in, curves and a trained network out.

Which networks are compared, and what is found, is the room `experiments`.
"""
