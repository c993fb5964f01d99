"""The Pod Security Standards, as the `PodSecurity` admission plugin enforces them (`k8s.io/pod-security-admission`)."""
