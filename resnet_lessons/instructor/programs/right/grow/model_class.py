import keras


class Grown(keras.Model):
    def __init__(self, body, head, extra_blocks):
        super().__init__()
        self.body, self.head, self.extra_blocks = body, head, list(extra_blocks)

    def call(self, images):
        features = self.body(images)
        for branch in self.extra_blocks:
            features = branch(features) + features
        return self.head(features)


def grow(body, head, extra_blocks):
    for branch in extra_blocks:
        last = [layer for layer in branch.layers if layer.weights][-1]
        for weight in last.trainable_weights:
            weight.assign(keras.ops.zeros_like(weight))
    return Grown(body, head, extra_blocks)
