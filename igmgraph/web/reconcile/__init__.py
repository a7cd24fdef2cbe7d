"""`/reconcile`: the W3C Reconciliation Service API 0.2, for OpenRefine and other clients (`docs/reconcile.md`).

<https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/>
"""
