import resnet_lessons as rl


def count_flops(model):
    for layer, _ in rl.layer_calls(model):
        print(layer.name)
