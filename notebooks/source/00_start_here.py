# %% [markdown]
# # 0 · Start here
#
# **You will be able to** tell whether everything is in place, and will know how an exercise works before the first one that counts.
#
# **Time** 10 minutes. **You need** nothing. **You write** one line, which is worth no points.
#
# In these notebooks you learn how residual networks work, by writing one yourself. Run the cells from top to bottom: click into a cell and
# press Shift + Enter.

# %%
import resnet_lessons as rl

rl.setup()

# %% [markdown]
# ## 0.1 What the course is about, and what is here
#
# On its way through a residual network a picture gets smaller and richer: it has fewer positions, but more numbers at each of them.
# The numbers at one position are called **channels**. Here is what ResNet-18 does to a photograph of 224 × 224 pixels (the *stem* is where the network begins, before its first block):

# %% tags=["nbval-check-output"]
rl.figures.shape_steps(rl.depths.network_anatomy(18))

# %% [markdown]
# The next cell looks at this machine: which versions are installed, where it computes, whether the pictures and the answer keys (the numbers
# that a check compares yours with) are there, and where your answers are kept. A ✓ marks what is in order, a · what is good to know, and a ✗ what has to be fixed, with the way to fix it. The cell needs TensorFlow, which has been loading since you ran the first cell. If it has to wait for that, it says so.

# %%
rl.look_around()

# %% [markdown]
# *device* says where networks are trained; a CPU is enough for every chapter. *sandbox* matters only to instructors who
# grade.

# %% [markdown]
# ## 0.2 A first exercise
#
# Look at the figure once more. A **block** is a small group of layers, two or three of them with weights; in chapter 2 you build one. A **block
# layer** is a run of blocks that all work at the same size. From each block layer to the next, the same step happens: **half the height, half the width, twice the channels.**
#
# Now and then a chapter asks you to guess before it shows what happens. Run the cell below the question and choose. Only then do you see how it turns out, and why your guess was right, or what made a wrong one tempting. Your guess is kept, so that you can compare it with the outcome at the end of the chapter, but
# nobody grades it. Here is the first question:

# %% [markdown] tags=["question"]
# ### Predict: how many numbers does one step leave?
# Count all of them together: height times width times channels.
#
# ```toml
# id = "numbers_left"
# ```
#
# - [ ] Exactly as many as before. :: This is tempting, because one thing is halved and another is doubled. But *two* things are halved,
#   the height and the width.
# - [x] Only half as many as before. :: A quarter of the positions are left, and each of them holds twice as many numbers.
# - [ ] A quarter as many as before. :: A quarter of the *positions* are left. But each of them now holds twice as many numbers as before.

# %% tags=["nbval-check-output"]
rl.ask("numbers_left")

# %% [markdown]
# Written as a function, `warm_up(height, width, channels)` returns the height, width and channels after the step.
# `warm_up(56, 56, 64)` should return `28, 28, 128`.
#
# ### A wrong answer, on purpose
#
# Here is an answer that somebody wrote. Do you see what is missing? Run the cell to check it.


# %% tags=["nbval-check-output"]
def first_try(height, width, channels):
    return height // 2, width // 2, channels


rl.check("warm_up", first_try)

# %% [markdown]
# A check runs your function in several settings and compares what it returns with what is expected. If it recognises a mistake, it tells you which one it is, what was seen, what was expected, why it matters, where to look, and the first setting that shows it. If it does not,
# it shows the first number that differs. An error in your answer does no harm, and you may check as often as you like.
#
# ### A hint
#
# Nearly every exercise has three hints: the idea, the structure, and most of the code. Each call of `rl.hint` shows the next one.

# %% tags=["nbval-check-output"]
rl.hint("warm_up")

# %% [markdown]
# ### Your turn
#
# Every exercise looks like the next three cells: what is asked, a cell to fill in, and its check. Run the check once before you write anything: it
# tells you that you have not started. Then write your answer, run its cell, and run the check again.

# %%
# exercise: warm_up

# %% [markdown]
# Did your answer pass? Then it is kept, as the next section explains. Now change something in your answer and check again, to see what happens. An
# answer that has passed once stays kept.

# %% [markdown]
# ## 0.3 Where answers are kept
#
# Each answer that passes is saved as a file of its own in the folder `my_answers/` beside the notebooks. So your answers are there
# when you come back, and other chapters can use them: chapter 3 builds ResNet-50 from the blocks that you write in
# chapter 2.
#
# | | |
# |---|---|
# | `rl.progress()` | shows what has passed, what is left, and which kept answers the notebooks do not hold |
# | `rl.restore_answers()` | writes kept answers back into cells that are empty, and into no others |
# | `rl.reset("warm_up")` | forgets one answer |
# | `rl.reset()` | forgets all of them |
# | `rl.save_answers()` | writes all of them into one file, which you can take to another machine |
# | `rl.load_answers()` | reads them back from that file |
#
# Forgetting an answer leaves its cell as it is.
#
# If you copy a notebook into a folder inside the notebooks' folder, the copy finds your answers too. If you move a notebook elsewhere, its first cell tells you
# where your answers are and how to get them. On a machine whose files are lost when you leave it, as on Colab or Kaggle, run `rl.save_answers()`
# before you leave.
#
# ### If your work is marked
#
# Save the notebook, add a cell with `rl.hand_in()` below, and run it. It tells you which exercises are still missing, and writes one file
# beside the notebook, for this chapter `00_start_here_hand_in.ipynb`: this is the file to upload. If the notebook is not saved, `rl.hand_in()` writes nothing and tells you so, because what is not in the saved file would be lost. Hand in each chapter from its own notebook.
#
# The grader runs the cells of that file from top to bottom in a fresh kernel, without any other file of yours. If that would not give the same result as your own notebook, you are warned under *Before you hand in* when an answer passes its check, and again by `rl.hand_in()`. This happens, for instance, when your
# answer uses a function whose cell you have deleted.

# %% [markdown]
# ### What you guessed, and how it turned out
#
# Run the next cell again whenever you have made another guess. Nobody grades your guesses: look for what you did not expect.

# %% tags=["nbval-check-output"]
rl.guesses(0)

# %% tags=["nbval-check-output"]
rl.progress()

# %% [markdown]
# ## 0.4 Three ways to use the lessons
#
# **As a student.** Go through the chapters in order, or start with chapter 2 if you know why a shortcut helps. Where a chapter asks you to
# *predict*, commit yourself to a guess before you read on, because you remember best what you first guessed wrong. If you are stuck, read
# the message, then ask for a hint, then read the section that the message names.
#
# **As an instructor.** Every answer is written only once, in the package, between markers. This notebook was made from the package, with the answers left out. In a clone of the project, `docs/first_steps/first_class.md` leads you through your first class, and `docs/why/architecture.md` explains how the notebooks are made. What you hand out to students holds neither these pages nor the answers.
#
# **As a reader.** You need not solve or run anything: every figure is already in the notebooks, with a description in words. Only three programs (in
# sections 1.2, 1.7 and 5.1 to 5.3) need a running notebook or the website. Where you have neither, a recorded figure on the same question stands in for each of them: in sections 1.2 and 1.7
# the first figure of section 5.5, in 5.1 and 5.2 a figure that the section has shown already, and in 5.3 what was recorded of the same networks. How each
# question turned out stays folded away until you open it. Skip the cells that ask you to write.
#
# | chapter | question |
# |---|---|
# | 1 · Identity and zero mappings | Can more layers make a network worse? |
# | 2 · The structure of a block | What may be on a shortcut? |
# | 3 · Block layers | Where are the fifty layers of ResNet-50? |
# | 4 · The whole network | Where do its parameters sit, and what does it cost? |
# | 5 · What residual learning buys | What happens if you cut a block out of a trained network? |
# | 6 · After 2016 | Why do shortcuts work, and which block should you use today? |
#
# **Next:** chapter 1, on what more layers do to a network, or chapter 2, on the block that puts this right.
