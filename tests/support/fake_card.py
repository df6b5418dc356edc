"""A graphics card that is not there: a program named nvidia-smi that says what it is told to."""

H100 = "NVIDIA H100 80GB HBM3, 81559, 81079, 550.54.15, 9.0"


def says(folder, monkeypatch, answer=H100, status=0, script=None):
    """Puts an `nvidia-smi` that prints an answer before all other programs.

    Args:
        folder: where it is written.
        monkeypatch: sets PATH and unhides cards.
        answer: what it prints.
        status: with which it ends.
        script: of a shell, in place of both.
    """
    program = folder / "nvidia-smi"
    body = script or f"cat <<'ANSWER'\n{answer}\nANSWER\nexit {status}"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
