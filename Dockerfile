# The lessons on the processor, about 1.7 GB:
#   docker build -t resnet-lessons .
#   docker run --rm -it -p 127.0.0.1:8888:8888 -v "$PWD/notebooks:/lessons/notebooks" resnet-lessons
# Open the address that it prints. Answers are kept beside the notebooks, in the folder of this machine.
FROM python:3.13-slim

WORKDIR /lessons
COPY .binder/requirements.txt .binder/
# TensorFlow's headers, 0.3 GB, are for those who compile against it.
RUN pip install --no-cache-dir --require-hashes -r .binder/requirements.txt \
 && rm -r "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/tensorflow/include"
COPY pyproject.toml README.md LICENSE ./
COPY resnet_lessons resnet_lessons
COPY notebooks/*.ipynb notebooks/
RUN pip install --no-cache-dir --no-deps --editable .

EXPOSE 8888
CMD ["resnet-lessons", "lab", "notebooks", "--no-browser", "--ip=0.0.0.0"]
