"""Grades a class: submissions in, marks, feedback and a picture of the class out."""
