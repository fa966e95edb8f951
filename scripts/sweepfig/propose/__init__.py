"""Propose a config for files that have none.

`proposal.propose` guesses from names, units and shapes; `axes` finds in what runs differ; `config_text`
writes the config and the reasons; `proposed` is what one hands to the other, or says why there is none.
`output_folder` names the folder for their figures.
"""
