"""Writes themes.json: TF-IDF weights by scikit-learn, and clusters by its k-means, of texts whose templates are known.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-themes.txt
    /tmp/golden/bin/python themes.py ../../../shared/data

The argument is the folder that holds presidio_pii/ (github.com/microsoft/presidio-research, MIT). Texts are reduced to the letters a to z, so that
both sides see the same words; stop words are read from src/themes/stop_words.cpp, stems are Snowball's. `homogeneity` is how far each of
scikit-learn's clusters holds texts of one template alone, as its own metric has it.
"""
import json
import pathlib
import re
import sys
from importlib.metadata import version

import snowballstemmer
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import homogeneity_score

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TEMPLATES = 14
stem = snowballstemmer.stemmer("english").stemWord
listed = re.search(r"english = [^{]*\{(.*?)\}\);", (ROOT / "src/themes/stop_words.cpp").read_text(), re.S).group(1)
STOP = set(re.findall(r'"([^"]+)"', listed))


def words(text):
    return [stem(word) for word in text.split() if len(word) > 1 and word not in STOP]


def main():
    rows = json.loads((pathlib.Path(sys.argv[1]) / "presidio_pii/synth_dataset_v2.json").read_text())
    by_template = {}
    for row in rows:
        text = " ".join(re.sub("[^a-z ]", " ", row["full_text"].lower()).split())
        # What a template says by itself: without names and addresses it must still have words.
        if len(words(re.sub(r"\{\{.*?\}\}", " ", row["masked"]).lower())) >= 4:
            by_template.setdefault(row["template_id"], []).append(text)
    largest = sorted(by_template.items(), key=lambda item: (-len(item[1]), item[0]))[:TEMPLATES]
    texts = [(template, text) for template, own in largest for text in own]
    texts.sort(key=lambda item: item[1])
    vectorizer = TfidfVectorizer(tokenizer=words, token_pattern=None, lowercase=False, ngram_range=(1, 2), min_df=3, max_df=0.7)
    matrix = vectorizer.fit_transform([text for _, text in texts])
    names = vectorizer.get_feature_names_out()
    assert len(names) <= 600, len(names)
    single = TfidfVectorizer(tokenizer=words, token_pattern=None, lowercase=False, min_df=3, max_df=0.7).fit_transform([text for _, text in texts])
    clusters = KMeans(n_clusters=round((len(texts) / 2) ** 0.5), n_init=4, random_state=0).fit_predict(single)
    weights = []
    for i in range(len(texts)):
        row = matrix.getrow(i)
        weights.append({names[j]: float(w) for j, w in zip(row.indices, row.data)} if i % 7 == 0 else None)
    written = {
        "made_with": {name: version(name) for name in ("scikit-learn", "snowballstemmer", "numpy")},
        "texts": [text for _, text in texts],
        "templates": [template for template, _ in texts],
        "terms": {str(name): int((matrix.getcol(j) > 0).sum()) for j, name in enumerate(names)},
        "weights": weights,
        "homogeneity": float(homogeneity_score([template for template, _ in texts], clusters)),
    }
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(written, indent=0, sort_keys=True) + "\n")
    print(len(texts), len(names), written["homogeneity"])


main()
