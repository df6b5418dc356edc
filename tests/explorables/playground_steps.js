// What Keras needs in order to repeat the first steps of a training, and what came out here. Runs in the page.
async ({ setting, steps, images }) => {
  const { Training } = await import("/playground/training.js");
  const training = new Training(setting, images && Uint8Array.from(images));
  const { network } = training;
  const parts = ({ kernel, bias, gamma, beta }) => [kernel, bias, gamma, beta].filter(Boolean).map((each) => [...each]);
  const ofParts = ({ ofKernel, ofBias, ofGamma, ofBeta }) =>
    [ofKernel, ofBias, ofGamma, ofBeta].filter(Boolean).map((each) => [...each]);
  const averages = ({ normalisation }) =>
    normalisation ? [[...normalisation.movingMean], [...normalisation.movingVariance]] : [];
  const state = () => network.layers.map((layer) => ({ weights: parts(layer), averages: averages(layer) }));
  const begun = state();
  const { agreement, gradients } = training.alongLine();
  const made = [];
  for (let step = 0; step < steps; step++) {
    const batch = { places: [...training.places], labels: [...training.labels] };
    training.step();
    made.push({
      ...batch,
      kept: network.blocks.map(({ kept }) => (kept ? [...kept] : null)),
      loss: training.losses.at(-1),
      accuracy: training.accuracies.at(-1),
      gradients: network.layers.map(ofParts),
      norms: [...training.gradientNorms()],
    });
  }
  return {
    begun, made, agreement, along: [...gradients], line: [...training.line], ended: state(),
    places: [...training.data.places], labels: [...training.data.labels],
    predicted: [...training.predict(training.data.places)], accuracy: training.accuracy(),
  };
}
