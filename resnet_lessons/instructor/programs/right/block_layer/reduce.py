from functools import reduce


def block_layer(net, x, n, step, count, train, which):
    block = net.bottleneck_block if net.bottleneck else net.regular_block
    wide = n * 4 if net.bottleneck else n
    first = block(x, n, step, train, 0, wide)
    return reduce(lambda y, number: block(y, n, 1, train, number), range(1, count), first)
