"""What is asked: answers, the exercises that ask for them, and the keys of the instant check.

How an answer is run and judged is the room `checker`.
"""
