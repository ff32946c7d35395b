"""The mathematics of single chapters: what a figure or an argument computes beyond the rules.

momentum_rates        chapter 3: how fast momentum and Nesterov are on a quadratic
noise                 chapter 4: how far noisy steps stray
step_size_search      chapter 5: the best step size of a rule, by one sweep for all
adam_moments          chapter 6: Adam's moments under a stream of gradients
adam_counterexample   chapter 7: a problem on which Adam ends at the worst point
weight_decay          chapter 7: decay inside Adam's gradient, or beside it
training_grid         chapter 8: one network trained over a grid of settings
loss_curves           chapter 8: twelve curves, each with something to find out
comparison            chapter 9: six methods on three problems, and what came out
guide                 chapter 9: the decision guide
"""
